/** The Cache API's own; undefined where the runtime has none. */
export const dataCenterCache = () => (typeof caches === "undefined" ? undefined : caches.default);
