package dev.scalingstages.workload.http;

import java.util.ArrayList;
import java.util.List;

/** Checks the fields of a request and reports all errors at once. */
final class Fields {
    private final List<Problem.FieldError> errors = new ArrayList<>();

    /** Notes an error of a field, unless the field is right. */
    Fields check(boolean right, String field, String message) {
        if (!right) {
            errors.add(new Problem.FieldError(field, message));
        }
        return this;
    }

    /**
     * Ends the checks.
     *
     * @throws Problem when something was wrong
     */
    void done() {
        if (!errors.isEmpty()) {
            throw Problem.fields(errors);
        }
    }
}
