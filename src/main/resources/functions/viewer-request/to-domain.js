// CloudFront function on viewers' requests: leads to the domain, where limits count viewers and not CloudFront's servers.
function handler(event) {
  const request = event.request;
  const parameters = [];
  // By loops that CloudFront's runtime has: it is not all of today's JavaScript.
  Object.keys(request.querystring).forEach((name) => {
    const parameter = request.querystring[name];
    (parameter.multiValue || [parameter]).forEach((each) => {
      parameters.push(each.value === "" ? name : name + "=" + each.value);
    });
  });
  // Without a slash in front, what follows the domain would belong to its name.
  const path = request.uri.startsWith("/") ? request.uri : "/";
  const query = parameters.length > 0 ? "?" + parameters.join("&") : "";
  return {
    statusCode: 308,
    statusDescription: "Permanent Redirect",
    headers: {
      location: { value: "https://@DOMAIN@" + path + query },
      "cache-control": { value: "no-store" },
    },
  };
}
