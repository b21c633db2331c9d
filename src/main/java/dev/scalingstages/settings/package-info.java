/**
 * What the user can decide, and the only reader of CDK context and the process environment. Start at {@link
 * dev.scalingstages.settings.Settings#parse}; every setting has one definition with its type, limits, defaults for each
 * stage and reason, and reader, messages and {@code docs/settings.md} all follow from it.
 *
 * <p>Invariant: a {@code Settings} record is valid as a whole, or there is none. The package is plain Java: it uses no
 * class of the CDK and none of the application's.
 *
 * <p>The load that the defaults are made for. At stage 6, from the specification: 400 writes/s and 40,000 reads/s on
 * average, five times that at the peak, 1 KB of content a write; 95 % of reads are answered by the cache. Peaks of
 * earlier stages are our choice: 50 requests/s at stage 2, 500 at 3, 2,000 at 4, 20,000 at 5. Nobody publishes sound
 * figures for the rest, so these are assumptions, to be replaced by measurements of the application, for one processor:
 * 2,500 proxied requests/s with TLS, 1,250 reads/s of the read API, 250 writes/s of the write API, 100 messages/s of a
 * worker (or 3 thumbnails/s for two), and of MySQL 125 writes/s or 625 reads/s. Burstable types count with their
 * baseline, a fifth of each processor. One cache node answers 30,000 reads/s: published in 2016 for a node of 2
 * processors, so today's do better. A timeline is one command of any node, as the service's tests count.
 */
package dev.scalingstages.settings;
