import { describe } from '@jest/globals';
import { decide } from './decision-table.ts';

// organization | user | policy | minutes left | balance | call | seconds | decision | payer | reason | price

describe('Conference dial-out: the organizer decides, the destination only sets the price', () => {
  decide(`
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls Seattle | 60 | allow | included | - | 0.00
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls London mobile | 60 | allow | included | - | 0.00
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls Harare | 60 | allow | credits | - | 0.223
    MOSA | ZW CONF CREDITS | - | full | 50 | meeting calls Harare | 60 | allow | credits | - | 0.223
    MOSA | ZW CONF CREDITS | - | full | 50 | meeting calls Seattle | 60 | allow | included | - | 0.00
    MOSA | ZW CONF CREDITS | - | full | 50 | meeting calls London | 60 | allow | included | - | 0.00
    MOSA | US E5 CREDITS | - | full | 50 | meeting calls Paris mobile | 60 | allow | included | - | 0.00
    MOSA | US CONF E5 CREDITS | - | full | 50 | meeting calls San Juan | 3600 | allow | included | - | 0.00
    MOSA | US CONF E5 CREDITS | - | full | 50 | meeting calls Seattle | 3601 | allow | included | - | 0.013
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls Jersey | 60 | allow | included | - | 0.00
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls US toll-free | 60 | allow | included | - | 0.00
    # past the pool
    MOSA | US CONF CREDITS | - | 1 | 50 | meeting calls Berlin mobile | 120 | allow | included | - | 0.09
    MOSA | US CONF CREDITS | - | 0 | 50 | meeting calls Berlin mobile | 120 | allow | credits | - | 0.23
    MOSA | US CONF CREDITS | - | 0 | 50 | meeting calls Seattle | 60 | allow | credits | - | 0.013
    MOSA | US CONF CREDITS | - | 0 | 0 | meeting calls Seattle | 60 | deny | - | insufficient-credits | -
    MOSA | ZW CONF CREDITS | - | 0 | 50 | meeting calls London | 60 | allow | credits | - | 0.015
    MOSA | ZW CONF CREDITS | - | full | 0.222999 | meeting calls Harare | 60 | deny | - | insufficient-credits | -
    # premium numbers are never included
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls French premium | 60 | allow | credits | - | 0.90
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls UK premium | 60 | deny | - | no-rate | -
    MOSA | US CONF CREDITS | - | full | 50 | meeting calls Havana | 60 | deny | - | no-rate | -
    # a calling plan is not a conferencing license, and its minutes are not for meetings
    MOSA | US DOM CREDITS | - | full | 50 | meeting calls Seattle | 60 | deny | - | no-service-license | -
    MOSA | US DOM CONF CREDITS | - | 0 | 50 | meeting calls Seattle | 60 | allow | credits | - | 0.013
    MOSA | US CONF | - | full | 50 | meeting calls Seattle | 60 | deny | - | no-credits-license | -
    MOSA unfunded | US CONF | - | full | 0 | meeting calls Seattle | 60 | allow | included | - | 0.00
    MOSA unfunded | US CONF | - | 0 | 0 | meeting calls Seattle | 60 | deny | - | minutes-exhausted | -
    MOSA unfunded | US CONF | - | full | 0 | meeting calls Harare | 60 | deny | - | insufficient-credits | -
    MOSA | - | - | - | 50 | meeting calls Seattle | 60 | deny | - | unknown-user | -
    # inbound to a toll number is free and takes no minutes
    MOSA | US CONF | - | 0 | 0 | meeting is called on Seattle | 600 | allow | free | - | 0.00
    MOSA | US CONF | no-conf | 0 | 0 | meeting is called on London | 600 | allow | free | - | 0.00
  `);
});

describe('Policies, all twelve combinations: a gate apart from plans and money', () => {
  decide(`
    MOSA | US INTL CONF CREDITS | any international | full | 50 | user calls Paris | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | any international | full | 50 | meeting calls Harare | 60 | allow | credits | - | 0.223
    MOSA | US INTL CONF CREDITS | any domestic | full | 50 | user calls Paris | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | any domestic | full | 50 | meeting calls Paris | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | any no-pstn | full | 50 | user calls Seattle | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | any no-pstn | full | 50 | meeting calls Seattle | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | same-country international | full | 50 | user calls Paris | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | same-country international | full | 50 | meeting calls Paris | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | same-country domestic | full | 50 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | same-country domestic | full | 50 | meeting calls Seattle | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | same-country no-pstn | full | 50 | user calls Seattle | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | same-country no-pstn | full | 50 | meeting calls San Juan | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | zone-a international | full | 50 | user calls Harare | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | zone-a international | full | 50 | meeting calls Harare | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | zone-a domestic | full | 50 | user calls Harare | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | zone-a domestic | full | 50 | meeting calls London | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | zone-a no-pstn | full | 50 | user calls London | 60 | deny | - | policy | -
    MOSA | ZW CONF CREDITS | zone-a no-pstn | full | 50 | meeting calls Harare | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | no-conf international | full | 50 | user calls Paris | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | no-conf international | full | 50 | meeting calls Seattle | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | no-conf domestic | full | 50 | user calls San Juan | 60 | allow | included | - | 0.00
    MOSA | US INTL CONF CREDITS | no-conf domestic | full | 50 | meeting calls Seattle | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | no-conf no-pstn | full | 50 | user calls Seattle | 60 | deny | - | policy | -
    MOSA | US INTL CONF CREDITS | no-conf no-pstn | full | 50 | meeting calls Seattle | 60 | deny | - | policy | -
    # Canada is domestic for a US plan, and abroad for a US policy; Puerto Rico is at home for both
    MOSA | US DOM120 CREDITS | domestic | full | 50 | user calls Toronto | 60 | deny | - | policy | -
    MOSA | US DOM120 CREDITS | domestic | full | 50 | user calls San Juan | 60 | allow | included | - | 0.00
    MOSA | PR DOM120 CREDITS | domestic | full | 50 | user calls Seattle | 60 | allow | included | - | 0.00
    MOSA | CA DOM120 CREDITS | domestic | full | 50 | user calls Seattle | 60 | deny | - | policy | -
    MOSA | US CONF CREDITS | same-country | full | 50 | meeting calls Toronto | 60 | deny | - | policy | -
    # one numbering plan, one country; toll-free codes of North America belong to all of it
    MOSA | GB DOM120 CREDITS | domestic | full | 50 | user calls Jersey | 60 | allow | included | - | 0.00
    MOSA | CA DOM120 CREDITS | domestic | full | 50 | user calls US toll-free | 60 | allow | included | - | 0.00
    MOSA | GB DOM120 CREDITS | domestic | full | 50 | user calls US toll-free | 60 | deny | - | policy | -
    MOSA | US DOM120 CREDITS | domestic | full | 50 | user calls satellite | 60 | deny | - | policy | -
    # the policy is asked before licenses and money
    MOSA | US | domestic | - | 0 | user calls Paris | 60 | deny | - | policy | -
    MOSA | US CONF | no-conf | full | 0 | meeting calls Seattle | 60 | deny | - | policy | -
    MOSA | US PAYG CREDITS | domestic | - | 0 | user calls Havana | 60 | deny | - | policy | -
    # a user's pstn policy does not touch meetings, nor the other way round
    MOSA | US DOM120 CREDITS | no-pstn | full | 50 | user is called on Seattle | 60 | allow | free | - | 0.00
    MOSA | US DOM120 CREDITS | no-pstn | full | 50 | user forwards to Seattle | 60 | deny | - | policy | -
  `);
});
