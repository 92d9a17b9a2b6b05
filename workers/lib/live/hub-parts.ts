import type { RoomAddress } from "./hub-address.ts";
import type { HubNode } from "./hub-node.ts";
import type { HubSettings } from "./hub-settings.ts";
import type { HubStore } from "./hub-store.ts";
import type { Members } from "./members.ts";

type HubPeer = Pick<HubNode, "publish" | "deliver" | "census" | "presence">;

/** What the parts of one node share. */
export interface HubParts {
	readonly members: Members;
	readonly store: HubStore;
	readonly settings: HubSettings;
	/** Another node of the room. */
	readonly peer: (address: RoomAddress, node: number) => HubPeer;
	readonly now: () => number;
	/** Has `alarm` called at that time instead of any other, also in an object that was evicted until then. */
	readonly wake: (at: number) => void;
	readonly onError: (error: unknown) => void;
}
