/** All that the page does by itself: it signs in and out and sends a dead letter once more, and shows what the API says by loading again. */
export const SCRIPT = `
const tell = (text) => { document.querySelector("[role=alert]").textContent = text; };
const ask = async (method, path, headers = {}) => {
	tell("");
	const response = await fetch(path, { method, headers });
	if (!response.ok) throw new Error((await response.json()).detail);
};
const act = (button, what) => {
	button.disabled = true;
	what().then(() => location.reload(), (error) => { tell(error.message); button.disabled = false; });
};
document.querySelector("form")?.addEventListener("submit", (event) => {
	event.preventDefault();
	const { token, submit } = event.target.elements;
	act(submit, () => ask("POST", "/admin/session", { authorization: "Bearer " + token.value.trim() }));
});
document.querySelector("[data-sign-out]")?.addEventListener("click", ({ target }) => act(target, () => ask("DELETE", "/admin/session")));
for (const button of document.querySelectorAll("[data-replay]")) {
	button.addEventListener("click", () => act(button, () => ask("POST", "/admin/dead-letters/" + encodeURIComponent(button.dataset.replay) + "/replays")));
}
`;
