import { expect, it } from "vitest";
import { findPastEvents, toPastEventsRequest } from "../../../../workers/app/events/past-events-request.ts";

it("asks the same question in one form, whatever else the client sends and in which order, and says whose it is for the log", () => {
	const { url, headers } = toPastEventsRequest({ to: "b", limit: "5", from: "a", nonce: "1", type: "x y" }, "r-1");
	expect(url).toBe("https://app/v1/events?from=a&to=b&type=x+y&limit=5");
	expect([...headers]).toEqual([["x-request-id", "r-1"]]);
});

it("does without the entrypoint where the runtime has none", () => {
	for (const exports of [undefined, null, {}, { Internal: () => undefined }]) expect(findPastEvents(exports)).toBeNull();
});
