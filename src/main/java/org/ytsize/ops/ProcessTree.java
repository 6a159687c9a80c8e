package org.ytsize.ops;

/**
 * Memory of this process and of those that it has started, in bytes of RAM. What processes share is in the number of each.
 *
 * @param java this process
 * @param forkServer the one that jobs are forked from, 0 where there is none
 * @param jobs all others, busy or waiting for a job
 */
record ProcessTree(long java, long forkServer, long jobs) {

    /** As it is now. */
    static ProcessTree read(long forkServerPid) {
        long forkServer = forkServerPid == 0 ? 0 : HostFacts.residentBytes(forkServerPid);
        long jobs = ProcessHandle.current()
                .descendants()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> pid != forkServerPid)
                .map(HostFacts::residentBytes)
                .sum();
        return new ProcessTree(HostFacts.residentBytes(), forkServer, jobs);
    }
}
