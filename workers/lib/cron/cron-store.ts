/** One run's hold on a job. */
export interface Hold {
	readonly job: string;
	/** Tells this run from every other one. */
	readonly holder: string;
}

/** Who is at a job and how far it has come. */
export interface CronStore {
	/** Gives the job to this run alone until `until`; null while another has it. */
	take(hold: Hold, now: number, until: number): Promise<{ readonly lastGood: number | null } | null>;
	/** Keeps a slot as done and holds on until `until`; false where another run has taken the job: then nothing is kept. */
	keep(hold: Hold, slot: number, until: number): Promise<boolean>;
	/** Lets go, and remembers why the run failed, if it did; another's hold stays. */
	release(hold: Hold, fault: string | null): Promise<void>;
}
