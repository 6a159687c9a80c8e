package org.ytsize.api;

import jakarta.ws.rs.Priorities;

/** The order of the filters: as an answer's contract has it, and the first to see a request is the last to see its response. */
final class Order {
    /** Sees responses last: what they say is decided, by the status that callers are to see. */
    static final int SEND_AGAIN = 50;

    /** Sees responses when they are whole. */
    static final int PAGE = 100;

    static final int PREFLIGHT = 200;
    static final int BODY_LIMIT = 300;
    /** Before it is counted, as the next. */
    static final int TOLD_ONCE = 350;

    static final int FOREIGN_PAGE = 400;

    static final int RATE_LIMIT = Priorities.AUTHENTICATION - 100;
    static final int API_KEY = Priorities.AUTHENTICATION;
    /** Before what ends v1's bodies. */
    static final int PROBLEM = Priorities.USER + 100;

    static final int COMPRESSION = Priorities.ENTITY_CODER;

    private Order() {}
}
