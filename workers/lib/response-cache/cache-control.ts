/** The directives of a `Cache-Control` header, in lower case, each with its argument (RFC 9111 §5.2). */
export const parseCacheControl = (header: string | null): ReadonlyMap<string, string> =>
	new Map(
		(header ?? "").split(",").map((directive) => {
			const [name = "", value = ""] = directive.split("=", 2);
			return [name.trim().toLowerCase(), value.trim().replaceAll('"', "")] as const;
		}),
	);
