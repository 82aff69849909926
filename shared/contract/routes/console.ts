import * as z from 'zod';
import type { Routes } from './route.ts';

export const CONSOLE = {
  getConsole: {
    method: 'GET',
    path: '/',
    access: ['none'],
    summary: 'The console: a page for administrators',
    answers: () => ({ 200: { 'text/html': z.string() }, 304: null }),
    example: () => ({
      answer: '<!doctype html><html lang="en"><title>communications-credits</title></html>',
    }),
  },
  getApiPage: {
    method: 'GET',
    path: '/v1/docs',
    access: ['none'],
    summary: 'Show the API document as a page',
    answers: () => ({ 200: { 'text/html': z.string() }, 304: null }),
    example: () => ({
      answer: '<!doctype html><html lang="en"><title>API of communications credits</title></html>',
    }),
  },
} as const satisfies Routes;
