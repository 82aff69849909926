import * as z from 'zod';
import { HealthQuery } from '../schemas.ts';
import type { Routes } from './route.ts';

export const SYSTEM = {
  getApiDocument: {
    method: 'GET',
    path: '/v1/openapi.json',
    access: ['none'],
    summary: 'This document',
    answers: () => ({ 200: z.unknown() }),
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    access: ['none'],
    summary: 'Liveness; with deep=true, redirects to /health/deep',
    query: HealthQuery,
    answers: () => ({ 200: z.object({ status: z.literal('ok') }), 307: null }),
  },
  getDeepHealth: {
    method: 'GET',
    path: '/health/deep',
    access: ['operator'],
    summary: 'Whether the tables and the payment gateway respond',
    answers: () => ({ 200: z.unknown() }),
    problems: ['dependency-unavailable'],
  },
} as const satisfies Routes;
