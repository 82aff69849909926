/** The page that shows the API document. Swagger UI only reads here: a request is sent by clients, with their tokens. */
import SwaggerUIBundle from 'swagger-ui-dist/swagger-ui-bundle.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const followScheme = (): void => {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
};
followScheme();
dark.addEventListener('change', followScheme);

SwaggerUIBundle({
  url: '/v1/openapi.json',
  domNode: document.getElementById('api'),
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  supportedSubmitMethods: [],
  // Its default sends the document to a host that validates it.
  validatorUrl: null,
  deepLinking: true,
  displayOperationId: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
});
