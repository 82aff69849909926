/** The issuer gave no answer, or no token. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}
