import type { Reporter, TestModule } from "vitest/node";

/** Ends the run with one plain line, `N passed, N failed`, for whatever reads logs. */
export class CountingReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
		const results = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
		const count = (state: string) => results.filter((result) => result === state).length;
		// A module that doesn't load has no tests that could fail, and an unhandled error belongs to none.
		const broken = modules.filter((module) => module.errors().length > 0).length + unhandled.length;
		const skipped = count("skipped") + count("pending");
		process.on("exit", () => {
			console.log(`${count("passed")} passed, ${count("failed") + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
		});
	}
}
