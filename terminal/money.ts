/** `$1,782.06`; with more digits what is less than a cent. */
export function toUsdText(microUsd: number): string {
	const usd = Math.abs(microUsd) / 1e6;
	const digits = usd > 0 && usd < 0.01 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
	return `${microUsd < 0 ? "−" : ""}$${usd.toLocaleString("en", digits)}`;
}

/** A list price, of which some have a tenth of a cent. */
export const toPriceText = (microUsd: number): string =>
	`$${(microUsd / 1e6).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 3 })}`;

/** A difference, with its sign. */
export const toUsdChange = (microUsd: number): string =>
	microUsd === 0 ? "–" : microUsd > 0 ? `+${toUsdText(microUsd)}` : toUsdText(microUsd);

const STEPS = [
	[1e12, "T"],
	[1e9, "G"],
	[1e6, "M"],
	[1e4, "k"],
] as const;

/** `646.3 M`, `9,914`: a count that fits a column. */
export function toCountText(count: number): string {
	const [size, letter] = STEPS.find(([step]) => count >= step) ?? [1, ""];
	const divisor = letter === "k" ? 1e3 : size;
	return `${(count / divisor).toLocaleString("en", { maximumSignificantDigits: 4 })}${letter === "" ? "" : ` ${letter}`}`;
}
