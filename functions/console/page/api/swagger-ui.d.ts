declare module 'swagger-ui-dist/swagger-ui-bundle.js' {
  interface Options {
    readonly url: string;
    readonly domNode: Element | null;
    readonly presets: readonly unknown[];
    readonly layout: 'BaseLayout';
    readonly supportedSubmitMethods: readonly string[];
    readonly validatorUrl: string | null;
    readonly deepLinking: boolean;
    readonly displayOperationId: boolean;
    readonly docExpansion: 'list' | 'full' | 'none';
    readonly defaultModelsExpandDepth: number;
  }
  const SwaggerUIBundle: ((options: Options) => void) & { readonly presets: { readonly apis: unknown } };
  export = SwaggerUIBundle;
}
