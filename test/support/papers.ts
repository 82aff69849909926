import { readFileSync } from 'node:fs';
import type { PaperFonts } from '../../functions/documents/letters.ts';
import { NO_TAX } from '../../shared/tax/none.ts';
import type { Papers } from '../../shared/tax/papers.ts';

/** Of a deployment that names no seller and decides no taxes. */
export const PLAIN_PAPERS: Papers = { tax: NO_TAX, taxDue: 'use' };

const fontOf = (file: string) => readFileSync(`node_modules/${file}.ttf`);

/** Those that the function of documents has beside its code. */
export const PAPER_FONTS: PaperFonts = {
  regular: fontOf('dejavu-fonts-ttf/ttf/DejaVuSans'),
  bold: fontOf('dejavu-fonts-ttf/ttf/DejaVuSans-Bold'),
  japanese: () => ({
    regular: fontOf('@expo-google-fonts/m-plus-1p/400Regular/MPLUS1p_400Regular'),
    bold: fontOf('@expo-google-fonts/m-plus-1p/700Bold/MPLUS1p_700Bold'),
  }),
};
