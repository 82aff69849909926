/** Where the issuer is, below the address of the local stack. */
export const ISSUER_PATH = '/_local/issuer';

/** Where a person says who it is: the id of the interaction follows. */
export const SIGN_IN_PATH = '/sign-in/';
