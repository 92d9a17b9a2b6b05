import type { ObjectNamespace } from "../manifest.ts";
import { restrictObjects } from "../objects/restrict-objects.ts";

/** Where a room is: all of its objects have names that begin with the tenant's. */
export interface RoomAddress {
	readonly tenant: string;
	/** Has no slash: `parseId` takes none. */
	readonly room: string;
	/** A jurisdiction holds the room's objects too. */
	readonly location: string;
}

/** Neither part may hold the slash between them, so no two tenants' rooms have one name. */
export const toHubName = ({ tenant, room }: RoomAddress, node: number) => `${tenant}/${room}/${node}`;

/** The object of a room's node; node 0 is its root. */
export const toHubNode = <T>(namespace: ObjectNamespace<T>, address: RoomAddress, node: number): T =>
	restrictObjects(namespace, address.location).getByName(toHubName(address, node));

/**
 * A room's nodes are numbered as in a heap: those below node `n` are `n × width + 1` to `n × width + width`. A room grows by the
 * next number, so nobody who is connected has to move.
 */
export const toChildren = (node: number, width: number, nodes: number): readonly number[] =>
	Array.from({ length: width }, (_, index) => node * width + index + 1).filter((child) => child < nodes);
