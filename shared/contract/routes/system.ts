import { SignInSettings } from '../answers/sign-in.answers.ts';
import { ApiDocument, DeepHealth, Health } from '../answers/system.answers.ts';
import { HealthQuery } from '../schemas.ts';
import type { Routes } from './route.ts';

export const SYSTEM = {
  getApiDocument: {
    method: 'GET',
    path: '/v1/openapi.json',
    access: ['none'],
    summary: 'Get this document',
    answers: () => ({ 200: ApiDocument, 304: null }),
    example: () => ({
      answer: { openapi: '3.1.0', info: { title: 'Communications credits', version: '1.0.0' }, paths: {} },
    }),
  },
  getSignIn: {
    method: 'GET',
    path: '/v1/sign-in',
    access: ['none'],
    summary: 'Get where people sign in',
    answers: () => ({ 200: SignInSettings }),
    example: () => ({
      answer: {
        issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1b2c3d4e',
        clientId: '1example23456789',
        cliClientId: '2example23456789',
        cliRedirectUris: ['http://localhost:8976/callback'],
        scopes: ['openid', 'email', 'profile'],
      },
    }),
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    access: ['none'],
    summary: 'Whether the service is up; deep=true redirects to /health/deep',
    query: HealthQuery,
    answers: () => ({ 200: Health, 307: null }),
    answerHeaders: { 307: ['Location'] },
    example: () => ({ answer: { status: 'ok' } }),
  },
  getDeepHealth: {
    method: 'GET',
    path: '/health/deep',
    access: ['operator'],
    summary: 'Whether the tables and the payment gateway respond',
    answers: () => ({ 200: DeepHealth }),
    problems: ['dependency-unavailable'],
    example: () => ({ answer: { status: 'ok', dependencies: { ledger: 'ok', calls: 'ok', gateway: 'ok' } } }),
  },
} as const satisfies Routes;
