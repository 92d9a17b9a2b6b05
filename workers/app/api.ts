import { Hono } from "hono";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { toPassingProblem } from "../lib/d1/passing-problem.ts";
import { makeAddRoute } from "../lib/http/make-add-route.ts";
import { logError } from "../lib/log-error.ts";
import { BILLED_HEADER, toBilledHeader } from "../lib/meter/billed-header.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { ProblemError, toProblemResponse } from "../lib/problem.ts";
import { REQUEST_ID_HEADER } from "../lib/tenant-context.ts";
import { adminRoutes } from "./admin/index.ts";
import { type AppEnv, toRequestId } from "./app-env.ts";
import { exportEvents } from "./events/export-events.ts";
import { getEvents } from "./events/get-events.ts";
import { postEvents } from "./events/post-events.ts";
import { deleteFile } from "./files/delete-file.ts";
import { getFile } from "./files/get-file.ts";
import { listFiles } from "./files/list-files.ts";
import { putFile } from "./files/put-file.ts";
import { signFileUrl } from "./files/sign-file-url.ts";
import { abortUpload, beginUpload, completeUpload, putPart, readUpload } from "./files/uploads.ts";
import { cancelJob, followJob, listJobs, readJob, startJob } from "./jobs/jobs.ts";
import { manifest } from "./manifest.ts";
import { deleteRecord } from "./records/delete-record.ts";
import { getRecord } from "./records/get-record.ts";
import { listRecords } from "./records/list-records.ts";
import { putRecord } from "./records/put-record.ts";

/** The tenant API, for requests that `gateway` has authenticated. */
export const api = new Hono<AppEnv>();

api.use(async (c, next) => {
	const meter = makeMeter();
	c.env = guardDirectory(meter.env(c.env, manifest.bindings), { requestId: toRequestId(c) });
	await next();
	// A WebSocket's answer is one that nothing may be added to.
	if (c.res.status === 101) return;
	// `c.header` copies the response, which one that came from elsewhere needs, and does so each time that it is called.
	c.header(BILLED_HEADER, toBilledHeader(meter.counts()));
	const { headers } = c.res;
	headers.set(REQUEST_ID_HEADER, toRequestId(c));
	// Data of one tenant: no cache between here and its client may keep it, unless a route has reason to say else.
	if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
});

const addRoute = makeAddRoute<AppEnv>();
addRoute(api, "/v1/records/:collection", { GET: listRecords });
addRoute(api, "/v1/records/:collection/:id", { GET: getRecord, PUT: putRecord, DELETE: deleteRecord });
addRoute(api, "/v1/events", { GET: getEvents, POST: postEvents });
addRoute(api, "/v1/events/export", { GET: exportEvents });
addRoute(api, "/v1/files", { GET: listFiles, POST: beginUpload });
addRoute(api, "/v1/files/:name{.+}", { GET: getFile, PUT: putFile, POST: signFileUrl, DELETE: deleteFile });
addRoute(api, "/v1/uploads/:upload", { GET: readUpload, POST: completeUpload, DELETE: abortUpload });
addRoute(api, "/v1/uploads/:upload/:part", { PUT: putPart });
addRoute(api, "/v1/jobs", { GET: listJobs, POST: startJob });
addRoute(api, "/v1/jobs/:job", { GET: readJob, DELETE: cancelJob });
addRoute(api, "/v1/jobs/:job/progress", { GET: followJob });
api.route("/", adminRoutes);

api.notFound((c) => toProblemResponse(new ProblemError("not-found", "There is no such route."), toRequestId(c)));
api.onError((error, c) => {
	const requestId = toRequestId(c);
	if (!(error instanceof ProblemError)) logError("request", error, { requestId, method: c.req.method, path: c.req.path });
	return toProblemResponse(toPassingProblem(error), requestId);
});
