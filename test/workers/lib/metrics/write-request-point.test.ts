import { expect, it } from "vitest";
import { NOTHING_BILLED } from "../../../../workers/lib/meter/billed-counts.ts";
import { POINT_DOUBLES, writeRequestPoint } from "../../../../workers/lib/metrics/write-request-point.ts";

const billed = { ...NOTHING_BILLED, kvReads: 1, d1RowsRead: 7 };
const point = { route: "/v1/events", method: "POST", status: 202, tenant: "acme", milliseconds: 12, billed };

function write(rate: number, random: number) {
	const written: unknown[] = [];
	writeRequestPoint({ writeDataPoint: (data) => void written.push(data) }, () => point, { rate, random: () => random });
	return written;
}

it("writes route, method, status class and tenant, how many requests the point stands for, and what each is billed", () => {
	const doubles = [12, 4, 1, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0];
	expect(write(0.25, 0.2)).toEqual([{ indexes: ["acme"], blobs: ["/v1/events", "POST", "2xx"], doubles }]);
});

it("writes no more doubles than a point may have", () => {
	expect(POINT_DOUBLES.length).toBeLessThanOrEqual(20);
});

it("leaves out what is not in the sample", () => {
	expect(write(0.25, 0.25)).toEqual([]);
	expect(write(0, 0)).toEqual([]);
	expect(write(1, 0.999)).toHaveLength(1);
});
