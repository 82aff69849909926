/** Names in the user pool that its template and the functions share. */

/** Cognito's group of operators. */
export const OPERATOR_GROUP = 'operators';

/** The resource server. Its scopes are what Cognito lets machines ask for: `credits/operator`. */
export const RESOURCE_SERVER = 'credits';

/** The scope of the resource server that only the client of all machines has: `credits/clients`. */
export const MACHINES_SCOPE = 'clients';
