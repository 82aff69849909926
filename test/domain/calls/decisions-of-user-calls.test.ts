import { describe } from '@jest/globals';
import { decide } from './decision-table.ts';

// organization | user | policy | minutes left | balance | call | seconds | decision | payer | reason | price

describe('Domestic plans', () => {
  decide(`
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls Seattle | 61 | allow | included | - | 0.00
    MOSA | US DOM240 CREDITS | - | full | 50 | user calls Seattle | 61 | allow | included | - | 0.00
    MOSA | US DOM CREDITS | - | full | 0 | user calls Seattle | 3600 | allow | included | - | 0.00
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls San Juan | 60 | allow | included | - | 0.00
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls Toronto | 60 | allow | included | - | 0.00
    MOSA | PR DOM120 CREDITS | - | full | 50 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA | PR DOM120 CREDITS | - | full | 50 | user calls Toronto | 60 | allow | included | - | 0.00
    MOSA | CA DOM120 CREDITS | - | full | 50 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA | CA DOM120 CREDITS | - | full | 50 | user calls San Juan | 60 | allow | included | - | 0.00
    MOSA | GB DOM120 CREDITS | - | full | 50 | user calls London mobile | 60 | allow | included | - | 0.00
    MOSA | GB DOM120 CREDITS | - | full | 50 | user calls Jersey | 60 | allow | included | - | 0.00
    MOSA | MX DOM CREDITS | - | full | 50 | user calls Mexico City | 60 | allow | included | - | 0.00
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls US toll-free | 60 | allow | included | - | 0.00
    MOSA | CA DOM120 CREDITS | - | full | 50 | user calls US toll-free | 60 | allow | included | - | 0.00
    # a started minute is a minute; what outlives the minutes is paid, without a connection fee
    MOSA | US DOM120 CREDITS | - | 2 | 50 | user calls Seattle | 120 | allow | included | - | 0.00
    MOSA | US DOM120 CREDITS | - | 2 | 50 | user calls Seattle | 121 | allow | included | - | 0.013
    MOSA | US DOM120 CREDITS | - | 2 | 50 | user calls Seattle | 240 | allow | included | - | 0.026
    MOSA | DE DOM120 CREDITS | - | 1 | 50 | user calls Berlin | 96 | allow | included | - | 0.012
    MOSA | DE DOM120 CREDITS | - | 1 | 50 | user calls Berlin mobile | 61 | allow | included | - | 0.09
    MOSA | US DOM120 CREDITS | - | 2 | 0 | user calls Seattle | 121 | allow | included | - | none
    # the minutes are gone
    MOSA | US DOM120 CREDITS | - | 0 | 50 | user calls Seattle | 61 | allow | credits | - | 0.026
    MOSA | US DOM120 CREDITS | - | 0 | 50 | user calls Toronto | 60 | allow | credits | - | 0.013
    MOSA | DE DOM120 CREDITS | - | 0 | 50 | user calls Berlin | 1 | allow | credits | - | 0.01
    MOSA | DE DOM120 CREDITS | - | 0 | 50 | user calls Berlin | 31 | allow | credits | - | 0.012
    MOSA | DE DOM120 CREDITS | - | 0 | 50 | user calls Berlin mobile | 61 | allow | credits | - | 0.23
    MOSA | US DOM120 CREDITS | - | 0 | 0.013 | user calls Seattle | 60 | allow | credits | - | 0.013
    MOSA | US DOM120 CREDITS | - | 0 | 0.012999 | user calls Seattle | 60 | deny | - | insufficient-credits | -
    MOSA | US DOM120 CREDITS | - | 0 | 0 | user calls Seattle | 60 | deny | - | insufficient-credits | -
    # abroad is never on a domestic plan
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls London | 60 | allow | credits | - | 0.015
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls Paris mobile | 90 | allow | credits | - | 0.25
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls Berlin mobile | 60 | allow | credits | - | 0.14
    MOSA | US DOM120 CREDITS | - | full | 0.139999 | user calls Berlin mobile | 60 | deny | - | insufficient-credits | -
    MOSA | CA DOM CREDITS | - | full | 50 | user calls London | 60 | allow | credits | - | 0.015
    MOSA | GB DOM CREDITS | - | full | 50 | user calls Seattle | 60 | allow | credits | - | 0.013
    MOSA | GB DOM CREDITS | - | full | 50 | user calls US toll-free | 60 | allow | credits | - | 0.01
    MOSA | US DOM CREDITS | - | full | 50 | user calls UK toll-free | 60 | allow | credits | - | 0.005
    # the islands of the North American plan are abroad, with their own special numbers
    MOSA | US DOM120 CREDITS | - | full | 50 | user calls an Antiguan special number | 60 | deny | - | no-rate | -
    MOSA | US DOM120 CREDITS | domestic | full | 50 | user calls an Antiguan special number | 60 | deny | - | policy | -
    MOSA | US DOM120 CREDITS | domestic | full | 50 | user calls US toll-free | 60 | allow | included | - | 0.00
    # a plan is not sold everywhere; its license is then good for paid calls only
    MOSA | MX DOM120 CREDITS | - | full | 50 | user calls Mexico City | 60 | allow | credits | - | 0.04
    MOSA | ZW DOM CREDITS | - | full | 50 | user calls Harare | 60 | allow | credits | - | 0.223
  `);
});

describe('The international plan: two caps, the first one reached ends both', () => {
  decide(`
    MOSA | US INTL CREDITS | - | full | 0 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA | US INTL CREDITS | - | full | 0 | user calls Paris mobile | 60 | allow | included | - | 0.00
    MOSA | US INTL CREDITS | - | full | 0 | user calls Toronto | 60 | allow | included | - | 0.00
    MOSA | US INTL CREDITS | - | 100/1 | 50 | user calls Paris | 120 | allow | included | - | 0.016
    MOSA | US INTL CREDITS | - | 100/0 | 50 | user calls Paris | 60 | allow | credits | - | 0.016
    MOSA | US INTL CREDITS | - | 100/0 | 50 | user calls Seattle | 60 | allow | credits | - | 0.013
    MOSA | US INTL CREDITS | - | 0/100 | 50 | user calls Seattle | 60 | allow | credits | - | 0.013
    MOSA | US INTL CREDITS | - | 0/100 | 50 | user calls Paris | 60 | allow | credits | - | 0.016
    MOSA | US INTL CREDITS | - | 0/100 | 0 | user calls Paris | 60 | deny | - | insufficient-credits | -
    MOSA | GB INTL CREDITS | - | full | 0 | user calls London | 60 | allow | included | - | 0.00
    MOSA | GB INTL CREDITS | - | full | 0 | user calls Harare | 60 | allow | included | - | 0.00
    # minutes need no published rate; going on past them does
    MOSA | US INTL CREDITS | - | full | 50 | user calls Havana | 60 | allow | included | - | 0.00
    MOSA | US INTL CREDITS | - | 5/1 | 50 | user calls Havana | 120 | allow | included | - | none
    MOSA | US INTL CREDITS | - | 5/0 | 50 | user calls Havana | 60 | deny | - | no-rate | -
    # premium numbers and networks of no country are on no plan
    MOSA | US INTL CREDITS | - | full | 50 | user calls French premium | 61 | allow | credits | - | 1.70
    MOSA | US INTL CREDITS | - | full | 50 | user calls satellite | 60 | deny | - | no-rate | -
    # with a plain plan beside it, the plain plan is asked first
    MOSA | US DOM120 INTL CREDITS | - | full | 50 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA | US PAYG INTL CREDITS | - | full | 50 | user calls Seattle | 60 | allow | included | - | 0.00
  `);
});

describe('Pay as you go: everything outbound is paid', () => {
  decide(`
    MOSA | GB PAYG CREDITS | - | - | 50 | user calls London | 60 | allow | credits | - | 0.015
    MOSA | GB PAYG CREDITS | - | - | 50 | user calls Paris | 60 | allow | credits | - | 0.016
    MOSA | GB PAYG CREDITS | - | - | 0 | user calls London | 60 | deny | - | insufficient-credits | -
    MOSA | GB PAYG | - | - | 50 | user calls London | 60 | deny | - | no-credits-license | -
    MOSA unfunded | GB PAYG | - | - | 0 | user calls London | 60 | deny | - | insufficient-credits | -
    MOSA | GB PAYG DOM120 CREDITS | - | full | 50 | user calls London | 60 | allow | included | - | 0.00
    MOSA | GB PAYG DOM120 CREDITS | - | 0 | 50 | user calls London | 60 | allow | credits | - | 0.015
  `);
});

describe('Which call types are outbound user calls', () => {
  decide(`
    MOSA | US DOM120 CREDITS | - | full | 50 | user adds Seattle | 60 | allow | included | - | 0.00
    MOSA | US DOM120 CREDITS | - | full | 50 | user transfers to Seattle | 60 | allow | included | - | 0.00
    MOSA | US DOM120 CREDITS | - | full | 50 | user forwards to Seattle | 60 | allow | included | - | 0.00
    MOSA | US CONF CREDITS | - | full | 50 | user adds Seattle | 60 | deny | - | no-service-license | -
    MOSA | US CONF CREDITS | - | full | 50 | user transfers to Seattle | 60 | deny | - | no-service-license | -
    MOSA | US CONF CREDITS | - | full | 50 | user forwards to Seattle | 60 | deny | - | no-service-license | -
    MOSA | US E5 CREDITS | - | full | 50 | user calls Seattle | 60 | deny | - | no-service-license | -
    MOSA | US | - | - | 50 | user calls Seattle | 60 | deny | - | no-service-license | -
    MOSA | US CREDITS | - | - | 50 | user calls Seattle | 60 | deny | - | no-service-license | -
  `);
});
