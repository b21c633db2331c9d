package dev.scalingstages.workload.signin;

import java.security.SecureRandom;

/** Passwords with a cost that tests can bear. */
public final class QuickPasswords {
    private QuickPasswords() {}

    /** A thousandth of the usual cost. */
    public static Passwords make() {
        return new Passwords(new SecureRandom(), 600);
    }
}
