/**
 * Tests of the boot scripts and the server configuration in {@code src/main/resources/boot}. They run the real scripts
 * with the commands around them replaced by recorders, and the real nginx on loopback ports with what the scripts
 * rendered. Start reading at {@link dev.scalingstages.boot.FakeServer}.
 */
package dev.scalingstages.boot;
