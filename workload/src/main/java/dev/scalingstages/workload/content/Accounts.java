package dev.scalingstages.workload.content;

import java.util.Optional;

/** Who may sign in. */
public interface Accounts {
    /** What became of a new account. */
    enum Added {
        /** It is stored. */
        YES,
        /** Another account has the email. */
        EMAIL_TAKEN,
        /** Another account has the id: to be tried again with another one. */
        ID_TAKEN
    }

    /** Stores an account. */
    Added add(Account account);

    /** The account with an email, which is in lower case. */
    Optional<Account> findByEmail(String email);
}
