/** A small rate deck, and numbers that it prices. */

/** Per minute: US 0.02, GB 0.10 (mobile 0.25, premium 1.50), ZW 0.50, FR 0.50 in 30/6 with a fee of 0.05. */
export const SMALL_DECK = `Destination Name,Destination Type,Country,Prefix,Price / min,Connection Fee,Initial Increment,Increment
United States,mixed,US,1,0.02,,,
United Kingdom,landline,GB,44,0.10,,,
United Kingdom - Mobile,mobile,GB,447,0.25,,,
United Kingdom - Premium,premium,GB,449,1.50,,,
France,landline,FR,33,0.50,0.05,30,6
Zimbabwe,mixed,ZW,263,0.50,,,
`;

export const TOLL_FREE_DECK = `Country,Price / min
US,0.03
`;

/** `japan` has no row, `nowhere` is not a number. */
export const NUMBERS = {
  us: '+14255550123',
  canada: '+15062345678',
  gb: '+442079460123',
  gbMobile: '+447400123456',
  gbPremium: '+449012345678',
  france: '+33123456789',
  zimbabwe: '+263712345678',
  japan: '+81312345678',
  nowhere: '+999123',
  ownTollFree: '+18002345678',
} as const;
