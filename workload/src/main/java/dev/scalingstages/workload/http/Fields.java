package dev.scalingstages.workload.http;

import java.util.ArrayList;
import java.util.List;

/** Checks the fields of a request and tells all that is wrong at once. */
final class Fields {
    private final List<Problem.FieldError> errors = new ArrayList<>();

    /** Notes what is wrong with a field, unless it is right. */
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
