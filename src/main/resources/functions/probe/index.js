'use strict';

const synthetics = require('Synthetics');

// Asks the system's own door, from outside, what a user's browser would ask first.
exports.handler = async () => {
  const { hostname } = new URL(process.env.URL);
  await synthetics.executeHttpStep(
    'health',
    {
      hostname,
      method: 'GET',
      path: '/health',
      port: 443,
      protocol: 'https:',
      // The firewall's common rules refuse a request that does not say who asks.
      headers: { 'User-Agent': 'scaling-stages-probe' },
    },
    async (response) => {
      if (response.statusCode !== 200) {
        throw new Error(`/health answered ${response.statusCode} ${response.statusMessage}`);
      }
    },
  );
};
