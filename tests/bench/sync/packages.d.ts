// The peers' packages are installed outside the clone, so nothing is known of their types here.
declare module 'yjs';
declare module 'loro-crdt';
declare module 'tinybase';
declare module '@automerge/automerge';
declare module '@vlcn.io/wa-sqlite/*';
