/** Amounts by metric: whole numbers that only grow. */
export type Counts = Readonly<Record<string, number>>;

/** Counts by day, `YYYY-MM-DD` in UTC; what is older than the days that are kept stands together under {@link BEFORE}. */
export type Days = Readonly<Record<string, Counts>>;

export const BEFORE = "before";

const MONTH_LENGTH = "YYYY-MM".length;

export const toMonth = (day: string): string => day.slice(0, MONTH_LENGTH);

export function addCounts(...all: readonly Counts[]): Counts {
	const sum: Record<string, number> = {};
	for (const counts of all) for (const [metric, amount] of Object.entries(counts)) sum[metric] = (sum[metric] ?? 0) + amount;
	return sum;
}

export function addDays(...all: readonly Days[]): Days {
	const sum: Record<string, Counts> = {};
	for (const days of all) for (const [day, counts] of Object.entries(days)) sum[day] = addCounts(sum[day] ?? {}, counts);
	return sum;
}

/** The sum of the days that a rule chooses. */
export const sumDays = (days: Days, isChosen: (day: string) => boolean = () => true): Counts =>
	addCounts(...Object.entries(days).flatMap(([day, counts]) => (isChosen(day) ? [counts] : [])));

/** All amounts together: of two readings of one counter the later one has no less. */
export const toWeight = (days: Days): number => Object.values(sumDays(days)).reduce((sum, amount) => sum + amount, 0);
