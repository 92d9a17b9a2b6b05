import { Hono } from "hono";

/** A Worker that does nothing but route and answer: what a request costs without a gateway. */
const app = new Hono();
app.get("/v1/records/:collection/:id", (c) => c.json({ collection: c.req.param("collection"), id: c.req.param("id"), title: "Emma" }));

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default app;
