/** Settings that a deployment may choose. Tests of several of them share one synthesis, which takes ten seconds. */
export const CHOSEN_SETTINGS = {
  LOGS_KEPT_DAYS: '365',
  RETENTION: JSON.stringify({ callsDays: 500, oldestRecordDays: 400, eventsDays: 90 }),
  allowSandboxGateway: 'true',
  MFA: 'required',
  SIGN_IN_DOMAIN: 'contoso-credits',
  CONSOLE_URL: 'https://credits.contoso.com/',
  SIGN_IN_MAIL_FROM: 'credits@contoso.com',
  AUDIENCES: '["a-program-of-operators"]',
} as const;
