package dev.scalingstages.workload.content;

import java.util.Optional;

/** The accounts of the users who may sign in. */
public interface Accounts {
    /** The outcome of adding an account. */
    enum Added {
        /** The account is stored. */
        YES,
        /** Another account has the email. */
        EMAIL_TAKEN,
        /** Another account has the id: to be tried again with another one. */
        ID_TAKEN
    }

    /** Stores a new account, unless its email or id is taken. */
    Added add(Account account);

    /** The account with an email, which is in lower case. */
    Optional<Account> findByEmail(String email);
}
