export const answerMeasured = async (_: unknown) => ({ json: null, text: "" });
