import { describe } from '@jest/globals';
import { decide } from './decision-table.ts';

// organization | user | policy | minutes left | balance | call | seconds | decision | payer | reason | price

describe('Emergency numbers are always allowed and never charged', () => {
  decide(`
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls 911 | 600 | allow | free | - | 0.00
    MOSA | US | no-pstn | - | 0 | user calls 911 | 600 | allow | free | - | 0.00
    MOSA | US blocked | no-pstn | - | 0 | user calls +911 | 600 | allow | free | - | 0.00
    MOSA suspended | US | no-pstn | - | owes 5 | user calls 112 | 600 | allow | free | - | 0.00
    MOSA | GB | - | - | 0 | user calls 999 | 600 | allow | free | - | 0.00
    MOSA | DE | - | - | 0 | user calls 110 | 600 | allow | free | - | 0.00
    MOSA | AU | - | - | 0 | user calls 000 | 600 | allow | free | - | 0.00
    MOSA | FR CONF | no-conf | - | 0 | meeting calls 15 | 600 | allow | free | - | 0.00
    MOSA in GB | - | - | - | 0 | attendant calls 999 | 600 | allow | free | - | 0.00
    MOSA suspended in GB | - | - | - | 0 | user calls 911 | 600 | allow | free | - | 0.00
    MOSA | - | - | - | 0 | user calls 999 | 600 | allow | free | - | 0.00
    # another country's number is none here
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls 999 | 60 | deny | - | destination-unsupported | -
  `);
});

describe('The organization and the user must be known and active', () => {
  decide(`
    MOSA suspended | US DOM120 CREDITS | - | full | 50 | user calls Seattle | 60 | deny | - | organization-suspended | -
    MOSA suspended | US DOM120 CREDITS | - | full | 50 | user is called on Seattle | 60 | deny | - | organization-suspended | -
    MOSA suspended | - | - | - | 50 | attendant calls Seattle | 60 | deny | - | organization-suspended | -
    MOSA suspended | - | - | - | 50 | user calls Seattle | 60 | deny | - | organization-suspended | -
    MOSA | - | - | - | 50 | user calls Seattle | 60 | deny | - | unknown-user | -
    MOSA | - | - | - | 50 | user is called on Seattle | 60 | deny | - | unknown-user | -
    MOSA | US blocked DOM120 CREDITS | - | full | 50 | user calls Seattle | 60 | deny | - | unknown-user | -
    MOSA | US blocked DOM120 CREDITS | no-pstn | full | 50 | user calls Seattle | 60 | deny | - | unknown-user | -
  `);
});

describe('Numbers that cannot be called', () => {
  decide(`
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls 4255550100 | 60 | deny | - | destination-unsupported | -
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls +1425 | 60 | deny | - | destination-unsupported | -
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls +99912345678 | 60 | deny | - | destination-unsupported | -
    MOSA | US DOM120 CREDITS | domestic | full | 50 | user calls +99912345678 | 60 | deny | - | destination-unsupported | -
    MOSA | US DOM120 CREDITS | no-pstn | full | 50 | user calls +99912345678 | 60 | deny | - | policy | -
    MOSA | - | - | - | 50 | attendant calls 12345 | 60 | deny | - | destination-unsupported | -
  `);
});

describe('Premium numbers and regions without a row', () => {
  decide(`
    MOSA | GB DOM CREDITS | - | full | 50 | user calls UK premium | 60 | deny | - | no-rate | -
    MOSA | US DOM CREDITS | - | full | 50 | user calls US premium | 60 | deny | - | no-rate | -
    MOSA | FR DOM CREDITS | - | full | 50 | user calls French premium | 60 | allow | credits | - | 0.90
    MOSA | FR DOM CREDITS | - | full | 0.899999 | user calls French premium | 60 | deny | - | insufficient-credits | -
    MOSA | FR DOM CREDITS | domestic | full | 50 | user calls French premium | 121 | allow | credits | - | 2.50
    MOSA unfunded | FR DOM | - | full | 0 | user calls French premium | 60 | deny | - | insufficient-credits | -
    MOSA | US PAYG CREDITS | - | - | 50 | user calls Havana | 60 | deny | - | no-rate | -
    MOSA | US PAYG CREDITS | - | - | 50 | user calls Bridgetown | 60 | deny | - | no-rate | -
    MOSA | US PAYG CREDITS | - | - | 0 | user calls Havana | 60 | deny | - | no-rate | -
    MOSA | US PAYG CREDITS | - | - | owes 5 | user calls Havana | 60 | deny | - | no-rate | -
  `);
});

describe('The credits license', () => {
  decide(`
    # once funded, a user without it can place no call
    MOSA | US DOM120 | - | full | 50 | user calls Seattle | 60 | deny | - | no-credits-license | -
    MOSA | US DOM120 | - | full | 0 | user calls Seattle | 60 | deny | - | no-credits-license | -
    MOSA | US DOM120 | - | 0 | 50 | user calls Seattle | 60 | deny | - | no-credits-license | -
    MOSA | US E5 | - | full | 50 | meeting calls Seattle | 60 | deny | - | no-credits-license | -
    MOSA | US DOM120 | - | full | 50 | user is called on Seattle | 60 | allow | free | - | 0.00
    # never funded: minutes alone
    MOSA unfunded | US DOM120 | - | full | 0 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA unfunded | US DOM120 | - | 1 | 0 | user calls Seattle | 61 | allow | included | - | none
    MOSA unfunded | US DOM120 | - | 0 | 0 | user calls Seattle | 60 | deny | - | minutes-exhausted | -
    MOSA unfunded | US INTL | - | 9/0 | 0 | user calls Seattle | 60 | deny | - | minutes-exhausted | -
    MOSA unfunded | US DOM120 | - | full | 0 | user calls Paris | 60 | deny | - | insufficient-credits | -
    # relaxed to paid calls
    MOSA paid-calls | US DOM120 | - | full | 50 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA paid-calls | US DOM120 | - | 1 | 50 | user calls Seattle | 61 | allow | included | - | none
    MOSA paid-calls | US DOM120 | - | 0 | 50 | user calls Seattle | 60 | deny | - | no-credits-license | -
    MOSA paid-calls | US DOM120 | - | full | 50 | user calls Paris | 60 | deny | - | no-credits-license | -
    MOSA paid-calls | US DOM120 CREDITS | - | 0 | 50 | user calls Seattle | 60 | allow | credits | - | 0.013
    MOSA paid-calls | US CONF | - | full | 50 | meeting calls Seattle | 60 | allow | included | - | 0.00
  `);
});

describe('Debt stops paid calls only', () => {
  decide(`
    MOSA | US DOM120 CREDITS | - | full | owes 5 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA | US DOM120 CREDITS | - | 0 | owes 5 | user calls Seattle | 60 | deny | - | in-debt | -
    MOSA | US DOM120 CREDITS | - | 1 | owes 5 | user calls Seattle | 61 | allow | included | - | none
    MOSA | US DOM120 CREDITS | - | full | owes 5 | user is called on Seattle | 60 | allow | free | - | 0.00
    MOSA | - | - | - | owes 5 | attendant is called on US toll-free | 60 | deny | - | in-debt | -
  `);
});

describe('Resource accounts and inbound calls', () => {
  decide(`
    MOSA | - | - | - | 50 | attendant calls Seattle | 61 | allow | credits | - | 0.026
    MOSA | - | - | - | 50 | attendant calls London | 60 | allow | credits | - | 0.015
    MOSA | - | - | - | 0 | attendant calls Seattle | 60 | deny | - | insufficient-credits | -
    MOSA unfunded | - | - | - | 0 | attendant calls Seattle | 60 | deny | - | insufficient-credits | -
    MOSA | - | - | - | 0 | attendant is called on Seattle | 60 | allow | free | - | 0.00
    MOSA | - | - | - | 0 | nobody is called on Seattle | 60 | allow | free | - | 0.00
    MOSA | US | - | - | 0 | user is called on Seattle | 60 | allow | free | - | 0.00
    # toll-free inbound is paid by the organization, by the country of the number
    MOSA | - | - | - | 50 | attendant is called on US toll-free | 61 | allow | credits | - | 0.044
    MOSA in CA | - | - | - | 50 | attendant is called on US toll-free | 60 | allow | credits | - | 0.024
    MOSA in FR | - | - | - | 50 | attendant is called on US toll-free | 60 | allow | credits | - | 0.022
    MOSA | - | - | - | 50 | nobody is called on UK toll-free | 60 | allow | credits | - | 0.029
    MOSA | - | - | - | 0.028999 | nobody is called on UK toll-free | 60 | deny | - | insufficient-credits | -
    MOSA | US CONF CREDITS | - | full | 50 | meeting is called on US toll-free | 60 | allow | credits | - | 0.022
    MOSA | US CONF | - | full | 50 | meeting is called on US toll-free | 60 | allow | credits | - | 0.022
    MOSA | US DOM120 CREDITS | - | full | 50 | user is called on US toll-free | 60 | allow | credits | - | 0.022
    MOSA unfunded | US CONF | - | full | 0 | meeting is called on US toll-free | 60 | deny | - | insufficient-credits | -
    MOSA | - | - | - | 50 | attendant is called on +33800123456 | 60 | deny | - | no-rate | -
  `);
});

describe('MCA: the balance first, then the monthly invoice where that is agreed', () => {
  decide(`
    MCA | US DOM120 CREDITS | - | full | 0 | user calls Seattle | 60 | allow | included | - | 0.00
    MCA | US DOM120 CREDITS | - | 0 | 50 | user calls Seattle | 60 | allow | credits | - | 0.013
    MCA | US DOM120 CREDITS | - | 0 | 0 | user calls Seattle | 60 | deny | - | insufficient-credits | -
    MCA payg | US DOM120 CREDITS | - | 0 | 50 | user calls Seattle | 60 | allow | credits | - | 0.013
    MCA payg | US DOM120 CREDITS | - | 0 | 0 | user calls Seattle | 60 | allow | postpaid | - | 0.013
    MCA payg | US DOM120 CREDITS | - | 0 | 0.012999 | user calls Seattle | 60 | allow | postpaid | - | 0.013
    MCA payg | US DOM120 CREDITS | - | 1 | 0 | user calls Seattle | 61 | allow | included | - | 0.013
    MCA payg | US DOM120 CREDITS | - | full | 0 | user calls Berlin mobile | 60 | allow | postpaid | - | 0.14
    MCA payg | US DOM120 | - | 0 | 0 | user calls Seattle | 60 | deny | - | no-credits-license | -
    MCA unfunded payg | US DOM120 | - | 0 | 0 | user calls Seattle | 60 | allow | postpaid | - | 0.013
    MCA unfunded | US DOM120 | - | 0 | 0 | user calls Seattle | 60 | deny | - | minutes-exhausted | -
    MCA unfunded payg | - | - | - | 0 | attendant is called on US toll-free | 60 | allow | postpaid | - | 0.022
    MCA payg | US DOM120 CREDITS | - | 0 | 0 | user calls Havana | 60 | deny | - | no-rate | -
    MOSA payg | US DOM120 CREDITS | - | 0 | 0 | user calls Seattle | 60 | deny | - | insufficient-credits | -
  `);
});
