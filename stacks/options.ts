import type * as pulumi from "@pulumi/pulumi";
import type { Protection } from "../plan/context.ts";

/** The options of a resource that the plan protects, or not. */
export const toOptions = (parent: pulumi.Resource, { protect, retainOnDelete }: Protection): pulumi.CustomResourceOptions => ({
	parent,
	protect,
	retainOnDelete,
});
