const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** RFC 3339 to milliseconds since 1970, finer parts cut off; null for anything else. A leap second is none of ours. */
export function parseTime(text: string): number | null {
	const match = text.length <= 64 ? RFC_3339.exec(text) : null;
	if (!match) return null;
	const [, year, month, day] = match.map(Number);
	// Date.parse takes 31 February for a day in March.
	const inMonth = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
	const time = Date.parse(text.toUpperCase());
	return Number.isNaN(time) || inMonth.getUTCMonth() + 1 !== month || inMonth.getUTCDate() !== day ? null : time;
}
