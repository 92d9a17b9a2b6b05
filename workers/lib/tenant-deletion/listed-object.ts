/** Classes whose objects have names that only who made them knows: rooms, and keys of events. */
export type ListedClass = "Hub" | "OrderedLane";

export interface ListedObject {
	readonly class: ListedClass;
	readonly name: string;
}
