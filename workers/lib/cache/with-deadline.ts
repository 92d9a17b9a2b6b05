/** What a promise gives, or an error once the time is over: what hangs must not hang those who ask it. */
export async function withDeadline<T>(promise: Promise<T>, ms: number, sleep: (ms: number) => Promise<void>): Promise<T> {
	const late = async (): Promise<never> => {
		await sleep(ms);
		throw new Error(`no answer within ${ms} ms`);
	};
	return Promise.race([promise, late()]);
}
