import { expect, it } from "vitest";
import { writeRequestPoint } from "../../../../workers/lib/metrics/write-request-point.ts";

const point = { route: "/v1/events", method: "POST", status: 202, tenant: "acme", milliseconds: 12 };

function write(rate: number, random: number) {
	const written: unknown[] = [];
	writeRequestPoint({ writeDataPoint: (data) => void written.push(data) }, point, { rate, random: () => random });
	return written;
}

it("writes route, method, status class and tenant, and how many requests the point stands for", () => {
	expect(write(0.25, 0.2)).toEqual([{ indexes: ["acme"], blobs: ["/v1/events", "POST", "2xx"], doubles: [12, 4] }]);
});

it("leaves out what is not in the sample", () => {
	expect(write(0.25, 0.25)).toEqual([]);
	expect(write(0, 0)).toEqual([]);
	expect(write(1, 0.999)).toHaveLength(1);
});
