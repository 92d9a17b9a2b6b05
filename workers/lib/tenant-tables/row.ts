export type Value = string | number | null;

/** A row without its tenant, in the order of its table's columns: those of the key come first. */
export type Row = readonly Value[];
