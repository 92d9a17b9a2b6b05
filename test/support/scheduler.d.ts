/** Of workerd: what waits by default there is given a `sleep` here. */
declare const scheduler: { wait(milliseconds: number): Promise<void> };
