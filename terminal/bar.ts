const WIDTH = 12;

/** A share of something used up: `████░░░░░░░░  33.1 %`. What is more than all of it fills the bar. */
export function toBar(share: number): string {
	const full = Math.min(WIDTH, Math.max(0, Math.ceil(share * WIDTH - 0.5)));
	return `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${`${(share * 100).toFixed(1)} %`.padStart(7)}`;
}
