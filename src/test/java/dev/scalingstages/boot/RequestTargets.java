package dev.scalingstages.boot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways to write a request's target, of which one server makes this path and another one that, and what they make of it. */
final class RequestTargets {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private static final List<String> PATHS = List.of(
            ("/health /api/sessions /api/accounts /api/posts/popular /style.css /api/uploads/" + ID + " /photos/" + ID)
                    .split(" "));

    private static final List<String> ENDS = List.of("", ";", ";a=b", "%3b", "%00", "#", "%3f", "\\");
    private static final List<String> SLASHES = List.of("/", "%2f", "%2F", "%5c", "%252f");
    private static final List<String> DOTS = List.of("..", "%2e%2e", ".%2E", "..;a=b");

    /** What stands before a path, and behind it, in ways to write it. */
    private static final String[] BEFORE = """
            / // /. /x/.. /%2e /; /x;/.. /..; /.. /photos/..; /photos/.. localhost http://localhost https://localhost
            http://localhost:80/ http://a@localhost""".split("\\s+");

    private static final String[] BEHIND = """
            ?a=b ?/../health ?a#/../../health / // /. /.. /x/.. ; ;a=b %3b # #x %23 %3f ? ?? . %20 %09 %0a %0d%0aX:y %00
            %00x \u00e9 %c3%a9 * %""".split("\\s+");

    private RequestTargets() {}

    static List<String> all() {
        Set<String> targets = new LinkedHashSet<>();
        targets.addAll(thenUp("/api/sessions", "/health"));
        targets.addAll(thenUp("/health", "/api/sessions"));
        targets.addAll(thenUp("/health", "/api/posts/popular"));
        PATHS.forEach(path -> targets.addAll(otherwise(path)));
        return List.copyOf(targets);
    }

    /** A path that one server reads as {@code from}, and another one follows up and down to {@code to}. */
    private static List<String> thenUp(String from, String to) {
        int depth = from.split("/").length - 1;
        List<String> targets = new ArrayList<>();
        for (String end : ENDS) {
            for (String slash : SLASHES) {
                for (String dots : DOTS) {
                    targets.add(from + end + (slash + dots).repeat(depth) + slash + to.substring(1));
                }
            }
        }
        return targets;
    }

    /** The same path, written otherwise. */
    private static List<String> otherwise(String path) {
        String letter = path.substring(0, 1) + "%" + Integer.toHexString(path.charAt(1)) + path.substring(2);
        List<String> targets = new ArrayList<>(List.of(
                path,
                letter,
                letter.toUpperCase(),
                letter.replace("%", "%25"),
                path.toUpperCase(),
                path.substring(1),
                "*"));
        for (String between : List.of("//", "/./", ";x/", "%2f", "\\\\")) {
            targets.add(path.replaceFirst("/(\\w+)/", "/$1" + between));
        }
        for (String before : BEFORE) {
            targets.add(before + path);
        }
        for (String behind : BEHIND) {
            targets.add(path + behind);
        }
        targets.add("\t" + path);
        targets.add("/" + "a/".repeat(3_000) + path);
        return targets;
    }

    /** The paths that servers make of a target. One that all of them read alike has one. */
    static Set<String> readings(String target) {
        String path = target.replaceFirst("[?].*", "");
        Set<String> readings = new TreeSet<>(Set.of(path));
        for (int round = 0; round < 4; round++) {
            for (String reading : List.copyOf(readings)) {
                readings.add(decoded(reading));
                readings.add(reading.replaceAll(";[^/]*", ""));
                readings.add(reading.replaceAll(";.*", ""));
                readings.add(reading.replaceAll("[#\0].*", ""));
                readings.add(reading.replace('\\', '/'));
                readings.add(reading.replaceAll("//+", "/"));
                readings.add(withoutDots(reading));
            }
        }
        return readings;
    }

    private static String decoded(String path) {
        Matcher matcher = Pattern.compile("%([0-9A-Fa-f]{2})").matcher(path);
        return matcher.replaceAll(found -> Matcher.quoteReplacement("" + (char) Integer.parseInt(found.group(1), 16)));
    }

    private static String withoutDots(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (segments.size() > 1) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!segment.equals(".")) {
                segments.add(segment);
            }
        }
        return String.join("/", segments);
    }
}
