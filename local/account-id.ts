/** The account that every local stack lives in; of the form that Cloudflare's are. */
export const ACCOUNT_ID = "10ca110ca110ca110ca110ca110ca110";
export const ACCOUNT_NAME = "local";
