package dev.scalingstages.rehearsal.api.policy;

/** Policy variables, which are not played. */
final class Variables {
    private Variables() {}

    /** Refuses text with a variable, such as {@code ${aws:username}}. */
    static void refuse(String text) throws NotUnderstoodException {
        int start = text.indexOf("${");
        if (start >= 0) {
            throw new NotUnderstoodException("the policy variable " + text.substring(start));
        }
    }
}
