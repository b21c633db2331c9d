package dev.scalingstages.rehearsal.api.policy;

import java.util.Locale;

/** Text in which {@code *} stands for any characters and {@code ?} for one. */
final class Pattern {
    private Pattern() {}

    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p;
                p++;
                mark = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                mark++;
                t = mark;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(rest -> rest == '*');
    }

    /** Of actions, which IAM compares without regard to case. */
    static boolean matchesIgnoringCase(String pattern, String text) {
        return matches(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }

    /** Of ARNs, in which a star ends at the colons of the first five fields. */
    static boolean matchesArn(String pattern, String arn) {
        String[] patterns = pattern.split(":", 6);
        String[] fields = arn.split(":", 6);
        if (patterns.length != 6 || fields.length != 6) {
            return pattern.equals("*");
        }
        for (int i = 0; i < fields.length; i++) {
            if (!matches(patterns[i], fields[i])) {
                return false;
            }
        }
        return true;
    }
}
