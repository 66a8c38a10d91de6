// The API's documentation, from the server's own files.
window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  // the default asks an outside server whether the document is valid
  validatorUrl: null,
});
