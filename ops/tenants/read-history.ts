import { z } from "zod";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { toTenantPath } from "./tenant.ts";

/** As the admin side shows how far back a tenant can be restored. */
const history = z.looseObject({ since: z.string().nullable(), to: z.string(), rowsChanged: z.number().nullable() });

/** Of now without a time. */
export const readHistory = (gateway: GatewayClient, tenant: string, to?: string): Promise<z.infer<typeof history>> =>
	gateway.call(history, `${toTenantPath(tenant)}/history${to === undefined ? "" : `?${new URLSearchParams({ to })}`}`);
