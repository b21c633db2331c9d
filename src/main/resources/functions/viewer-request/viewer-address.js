// CloudFront function on viewers' requests: says who asks, in place of whatever the viewer says under that name. The
// firewall counts by it; X-Forwarded-For would not do, since its first address is the viewer's to write.
function handler(event) {
  const request = event.request;
  request.headers["x-viewer-address"] = { value: event.viewer.ip };
  return request;
}
