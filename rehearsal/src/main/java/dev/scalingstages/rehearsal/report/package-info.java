/**
 * What happened in a play, for people and programs: as text, as JSON, and as one page of HTML with a chart.
 *
 * <p>Invariant: judges nothing. What is said of AWS's time is the played time multiplied by the scale, and is called
 * "about". Start reading at {@link dev.scalingstages.rehearsal.report.Timeline}.
 */
package dev.scalingstages.rehearsal.report;
